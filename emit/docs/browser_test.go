package docs

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

// phone shows a page as a phone does, 390 pixels wide, and says in its title how wide the page came out and how many figures it drew.
const phone = `<!doctype html><title>loading</title>
<iframe src="report.html" style="width: 390px; height: 800px; border: 0"></iframe>
<script>
const frame = document.querySelector("iframe");
frame.onload = () => {
	const page = frame.contentDocument;
	const drawn = [...page.querySelectorAll("svg")].filter((svg) => svg.getBoundingClientRect().height > 20);
	document.title = page.documentElement.scrollWidth + " wide, " + drawn.length + " figures";
};
</script>`

var shown = regexp.MustCompile(`<title>(\d+) wide, (\d+) figures</title>`)

// TestReportOnAPhone opens reports in a browser: no page is wider than the screen, and its figures are drawn.
func TestReportOnAPhone(t *testing.T) {
	browser, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("the report in a browser: no chromium on the path")
	}
	for name, source := range map[string]string{"full.yaml": fullSpec, "hostile.yaml": hostileSpec(t), "mixture.yaml": like("qwen3-30b-a3b")} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			report := emitted(t, compile(t, name, source))["docs/report.html"]
			for file, text := range map[string]string{"report.html": report, "phone.html": phone} {
				if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			page, err := exec.Command(browser, "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files", "--user-data-dir="+filepath.Join(dir, "profile"),
				"--virtual-time-budget=10000", "--dump-dom", "file://"+filepath.ToSlash(filepath.Join(dir, "phone.html"))).Output()
			if err != nil {
				t.Fatal(err)
			}
			found := shown.FindSubmatch(page)
			if found == nil {
				t.Fatalf("the page did not load:\n%.300s", page)
			}
			if wide, _ := strconv.Atoi(string(found[1])); wide > 390 {
				t.Errorf("the page is %d pixels wide on a screen of 390", wide)
			}
			if figures, _ := strconv.Atoi(string(found[2])); figures < 2 {
				t.Errorf("%d figures are drawn", figures)
			}
		})
	}
}
