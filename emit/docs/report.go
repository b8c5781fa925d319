package docs

// report is docs/report.html: everything in one page that needs nothing else.
func (f *facts) report() []byte {
	body := &html{}
	body.b.Grow(56 << 10)
	f.summary(body)
	f.use(body)
	f.sections(body)
	f.evaluation(body)
	f.predictions(body)
	f.data(body)
	f.dataFormat(body)
	body.heading(2, "Limitations")
	f.limitations(body, 3)
	f.reproduce(body)
	f.references(body)

	head := &html{}
	head.b.Grow(body.b.Len() + 8<<10)
	name := title(f.Model)
	head.b.WriteString("<!DOCTYPE html>\n<!-- " + mark(f.Model) + " -->\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n<meta charset=\"utf-8\"/>\n")
	head.b.WriteString("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<meta name=\"color-scheme\" content=\"light dark\"/>\n<title>")
	head.text(name)
	head.b.WriteString("</title>\n<style>\n" + css + figureCSS + "</style>\n</head>\n<body>\n<header>\n")
	head.heading(1, name)
	head.b.WriteString("</header>\n<nav aria-label=\"Contents\"><ul>\n")
	for i, text := range body.contents {
		head.b.WriteString(`<li><a href="#` + anchor(i+1) + `">`)
		head.text(text)
		head.b.WriteString("</a></li>\n")
	}
	head.b.WriteString("</ul></nav>\n<main>\n")
	head.b.Write(body.b.Bytes())
	head.b.WriteString("</main>\n</body>\n</html>\n")
	return head.b.Bytes()
}
