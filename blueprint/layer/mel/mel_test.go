package mel_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestMel holds the spectrogram to transformers' WhisperFeatureExtractor.
func TestMel(t *testing.T) {
	bin := os.Getenv("METAGEN_PYTHON")
	if bin == "" {
		bin = filepath.Join("..", "..", "..", ".venv", "bin", "python")
	}
	if err := exec.Command(bin, "-c", "import torch, transformers").Run(); err != nil {
		t.Skipf("the spectrogram: %s has no torch and transformers: run scripts/test, which installs them", bin)
	}
	command := exec.Command(bin, filepath.Join("testdata", "mel.py"))
	command.Env = append(os.Environ(), "PYTHONPATH="+filepath.Join("..", ".."), "PYTHONDONTWRITEBYTECODE=1")
	out, err := command.CombinedOutput()
	if t.Logf("%s", out); err != nil {
		t.Fatal(err)
	}
}
