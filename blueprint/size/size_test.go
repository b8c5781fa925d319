package size_test

import (
	"os"
	"testing"

	"github.com/metagen-go/metagen/blueprint/size"
	"github.com/metagen-go/metagen/blueprint/spec"
)

func TestTry(t *testing.T) {
	for _, name := range []string{"text_llm_8b", "text_llm_tiny", "edge_tiny_agent", "infinite_context", "taste_generation", "image_vit_base"} {
		src, _ := os.ReadFile("../../../shared/specs/" + name + ".yaml")
		sp, d := spec.Parse(name+".yaml", src)
		for _, x := range d {
			t.Log(x)
		}
		if sp == nil {
			continue
		}
		s, tr, d := size.State(sp)
		for _, x := range d {
			t.Log(x)
		}
		t.Logf("%s h%d l%d heads %d ffn %d ctx %d total %d", name, s.HiddenSize, s.Layers, s.Heads, s.FFNSize, s.MaxSeqLen, s.TotalParams)
		t.Log(tr["hidden_size"], "|", tr["layers"], "|", tr["heads"])
	}
}
