package docs

// page is a document in the making: the same content goes into Markdown files and into the HTML report.
type page interface {
	heading(level int, text string)
	para(parts ...span)
	list(items ...[]span)
	table(t table)
	code(language, text string)
	figure(f *figure)
}

// span is a stretch of text in one style. Its text is shown as it is, whatever it holds: no span can bring markup in.
type span struct {
	text  string
	style style
	url   string // of a link
}

type style int

const (
	plainText style = iota
	strongText
	codeText
	linkText
)

func plain(text string) span     { return span{text: text} }
func strong(text string) span    { return span{text: text, style: strongText} }
func code(text string) span      { return span{text: text, style: codeText} }
func link(text, url string) span { return span{text: text, style: linkText, url: url} }

// say is a paragraph, a list item or a cell: its parts one after the other.
func say(parts ...span) []span { return parts }

// table is a table with a line of headings. In HTML the first cell of each row is a heading too.
type table struct {
	caption string   // what it shows, for readers who hear the page
	head    []string // of the columns
	align   string   // one letter a column: l or r
	rows    [][][]span
}

func (t *table) row(cells ...[]span) { t.rows = append(t.rows, cells) }
