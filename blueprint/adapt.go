package blueprint

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Tree is the module tree of a state, with what the spec freezes frozen and its adapters in place.
func (a *Architecture) Tree(s *State) *Model {
	m := a.Build(s)
	m.Arch = a
	if s.Adapted() {
		a := &adapter{s, map[string]bool{}}
		a.shared(m.Root, "")
		m.Root = a.tree(m.Root, "")
	}
	return m
}

// Adapted tells whether the spec has training leave a part of the model as it is.
func (s *State) Adapted() bool { return s.Freeze != "" || s.LoRARank > 0 || s.LoRATargets != "" }

// adapter freezes parts of a tree and puts low-rank adapters in.
type adapter struct {
	s     *State
	stays map[string]bool // tensors that are frozen where another module has them too
}

// shared notes the tensors that a frozen module shares with another.
func (a *adapter) shared(n *Node, outer string) {
	path := joined(outer, n.Name)
	for _, p := range n.Params {
		if p.Tied != "" && a.freezes(path) {
			a.stays[p.Tied] = true
		}
	}
	for _, c := range n.Children {
		a.shared(c, path)
	}
}

// tree is a copy of a tree, adapted. Paths are those of the state_dict without the numbers of repeated modules.
func (a *adapter) tree(n *Node, outer string) *Node {
	path := joined(outer, n.Name)
	out := *n
	out.Params = slices.Clone(n.Params)
	frozen := a.freezes(path)
	for i := range out.Params {
		p := &out.Params[i]
		p.Frozen = p.Frozen || a.s.LoRARank > 0 || frozen || a.stays[joined(path, p.Name)] || a.stays[p.Tied] || p.Tied != "" && a.freezes(parentOf(p.Tied))
	}
	out.Children = make([]*Node, len(n.Children))
	for i, c := range n.Children {
		out.Children[i] = a.tree(c, path)
	}
	if a.s.LoRARank > 0 && !frozen && out.Kind == &linear && slices.Contains(a.s.LoRATargets.Items(), n.Name) {
		addLoRA(&out, int64(a.s.LoRARank))
	}
	return &out
}

func joined(outer, name string) string {
	if outer == "" || name == "" {
		return outer + name
	}
	return outer + "." + name
}

// parentOf is the path of the module that has a tensor.
func parentOf(tensor string) string { return tensor[:max(0, strings.LastIndexByte(tensor, '.'))] }

// freezes tells whether a module is frozen by its path, with or without the numbers of equal modules: "layer1.0.conv1" by "layer1.conv1" too.
func (a *adapter) freezes(path string) bool {
	bare := withoutNumbers(path)
	return slices.ContainsFunc(a.s.Freeze.Items(), func(part string) bool {
		return path == part || strings.HasPrefix(path, part+".") || bare == part || strings.HasPrefix(bare, part+".")
	})
}

func withoutNumbers(path string) string { return numbers.ReplaceAllString(path, "") }

// numbers are the names of equal modules in a list.
var numbers = regexp.MustCompile(`\.[0-9]+\b`)

// addLoRA makes a linear layer one with a low-rank adapter beside it: y = x W^T + alpha/r (x A^T) B^T, W as it was (Hu et al. 2021,
// arXiv:2106.09685).
func addLoRA(n *Node, rank int64) {
	out, in := n.Params[0].Shape[0], n.Params[0].Shape[1]
	n.Kind = &LoRA
	first, keeps := Linear("lora_A", in, rank, false), n.Keeps
	if first.Keeps = nil; keeps != nil { // the input of the layer itself, where it is the layer's to count
		first.Keeps = func(p Pass) Bytes {
			p.Frozen = false
			return keeps(p)
		}
	}
	n.Children = []*Node{first, Linear("lora_B", rank, out, false, "lora_A")}
}

// LoRA is the kind of linear layer that has a low-rank adapter.
var LoRA = Kind{
	Name: "low-rank adapter", Doc: "A linear layer whose weight stays as it is, with a product of two narrow matrices beside it that trains.",
	TeX:        "Beside a weight $W$ that stays as it is, training changes $A \\in \\mathbb{R}^{r \\times m}$ and $B \\in \\mathbb{R}^{n \\times r}$, with $r$ = \\LoRARank{} and $\\alpha$ = \\LoRAAlpha{}; $B$ begins at 0:\n\\begin{equation}\ny = W x + \\frac{\\alpha}{r} B A x\n\\end{equation}\n",
	References: []Reference{{Key: "hu2021lora", Author: "Edward J. Hu and others", Title: "{LoRA}: Low-Rank Adaptation of Large Language Models", Where: "arXiv:2106.09685", Year: 2021}},
}

// places are the marks of repeated modules in the paths that Walk gives: "layers.*", "layers[1-5]".
var places = regexp.MustCompile(`\.\*|\[[0-9-]+\]`)

// CheckAdapted lists what the spec freezes or adapts and the model does not have.
func (m *Model) CheckAdapted() []Problem {
	s := &m.State
	if !s.Adapted() {
		return nil
	}
	var list Problems
	paths, linears, changed := map[string]bool{}, map[string]bool{}, map[string]bool{}
	m.Arch.Build(s).Root.Walk(func(path string, _ int64, n *Node) {
		for at := places.ReplaceAllString(path, ""); at != ""; at = parentOf(at) { // of layer1.0, layer1 too
			paths[at], paths[withoutNumbers(at)] = true, true
		}
		if n.Kind == &linear {
			linears[n.Name] = true
		}
	})
	m.Root.Walk(func(_ string, _ int64, n *Node) { changed[n.Name] = changed[n.Name] || n.Kind == &LoRA })
	for _, part := range s.Freeze.Items() {
		list.Add(!paths[part] || part == "", "freeze", "there is no part %q to freeze%s", part, m.Arch.partsHint())
	}
	for _, target := range s.LoRATargets.Items() {
		list.Add(!linears[target], "lora_targets", "no linear layer is called %q; there are %s", target, strings.Join(sortedKeys(linears), ", "))
		list.Add(linears[target] && !changed[target], "lora_targets", "every linear layer that is called %q is in a part that is frozen", target)
	}
	list.Add(s.LoRARank > 0 && s.LoRATargets == "", "lora_rank", "training.lora has a rank and no targets: name the linear layers to adapt, some of %s", strings.Join(sortedKeys(linears), ", "))
	list.Add(s.LoRARank < 1 && s.LoRATargets != "", "lora_targets", "training.lora has targets and no rank: state one, such as 16")
	list.Add(len(list) == 0 && m.Root.Trainable() == 0, "freeze", "everything is frozen, and nothing is left to train")
	return list
}

// PartPath is the module that a part is, by its name or by its path.
func (a *Architecture) PartPath(name string) string {
	for _, p := range a.Parts {
		if p.Name == name {
			return p.Path
		}
	}
	return name
}

func (a *Architecture) partsHint() string {
	if len(a.Parts) == 0 {
		return "; name a module by its path in the state_dict"
	}
	names := make([]string, len(a.Parts))
	for i, p := range a.Parts {
		names[i] = p.Name
	}
	return fmt.Sprintf("; the parts are %s, and any module has a name by its path in the state_dict", strings.Join(names, ", "))
}

func sortedKeys(set map[string]bool) []string {
	var list []string
	for key := range set {
		list = append(list, key)
	}
	slices.Sort(list)
	return list
}
