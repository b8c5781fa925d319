package vlm

import (
	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/blueprint/arch/clip"
	"github.com/metagen-go/metagen/blueprint/arch/decoder"
	"github.com/metagen-go/metagen/blueprint/layer/weights"
)

// sources lists the Python of the model, each file after those it uses: one file for each choice, so that none is left to run time.
func sources(s *blueprint.State) []blueprint.Source {
	list := append(clip.TowerSources(string(s.VisionMLP)), decoder.LayerSources(s)...)
	list = append(list, weights.Source())
	for _, name := range []string{"vision_tower.py", "projector.py", "language_model.py", "reader.py", "draw.py", "model.py"} {
		text, err := python.ReadFile(name)
		if err != nil {
			panic(err) // embedded
		}
		list = append(list, blueprint.Source{Path: "arch/vlm/" + name, Text: string(text)})
	}
	return list
}

// kinds lists the layers to explain: the tower's, then the language model's; a kind of norm that both have, once.
func kinds(s *blueprint.State) []*blueprint.Kind {
	list := clip.TowerKinds(string(s.VisionMLP))
	for _, k := range decoder.LayerKinds(s) {
		if s.Norm != "layernorm" || k.Name != "LayerNorm" {
			list = append(list, k)
		}
	}
	return list
}

// references lists the works that the model stands on, each once.
func references(s *blueprint.State) []blueprint.Reference {
	list := []blueprint.Reference{
		{Key: "liu2023llava", Author: "Haotian Liu and Chunyuan Li and Qingyang Wu and Yong Jae Lee", Title: "Visual Instruction Tuning", Where: "arXiv:2304.08485", Year: 2023},
		{Key: "radford2021clip", Author: "Alec Radford and others", Title: "Learning Transferable Visual Models From Natural Language Supervision", Where: "arXiv:2103.00020", Year: 2021},
	}
	for _, k := range clip.TowerKinds(string(s.VisionMLP)) {
		list = append(list, k.References...)
	}
	list = append(list, decoder.References(s)...)
	seen := map[string]bool{}
	once := list[:0]
	for _, r := range list {
		if !seen[r.Key] {
			seen[r.Key] = true
			once = append(once, r)
		}
	}
	return once
}
