package activation_test

import (
	"strings"
	"testing"

	"github.com/metagen-go/metagen/blueprint/layer/activation"
)

func TestActivations(t *testing.T) {
	for name, c := range map[string]struct{ call, tex, key string }{
		"silu":      {"F.silu(", `\operatorname{SiLU}`, "hendrycks2016gelu"}, // which defines SiLU too
		"gelu":      {"F.gelu(", `\operatorname{GELU}`, "hendrycks2016gelu"},
		"gelu_tanh": {`approximate="tanh"`, `\operatorname{GELU}_{\tanh}`, "hendrycks2016gelu"},
		"relu":      {"F.relu(", `\operatorname{ReLU}`, "nair2010relu"},
	} {
		s := activation.Source(name)
		if s.Path != "layer/activation/"+name+".py" || !strings.Contains(s.Text, c.call) || activation.TeX(name) != c.tex || activation.Reference(name).Key != c.key {
			t.Errorf("%s: %+v, %s, %+v", name, s, activation.TeX(name), activation.Reference(name))
		}
	}
}
