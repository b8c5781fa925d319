package docs

// dataCard is docs/data_card.md.
func (f *facts) dataCard() []byte {
	w := f.document("Data card: ")
	f.data(w)
	f.dataFormat(w)
	return w.b.Bytes()
}

// data says of the training data what the spec says, and where that is nothing, so.
func (f *facts) data(p page) {
	p.heading(2, "Training data")
	p.para(plain("What the spec states. No data is part of this package, and none has been looked at."))
	t := table{caption: "Training data", head: []string{"About", "The spec says"}, align: "ll"}
	for _, x := range []struct{ name, key string }{
		{"Sources", "data_sources"}, {"Size", "data_size"}, {"Size in tokens", "data_tokens"},
		{"Personal data", "data_pii"}, {"Copyright", "data_copyright"},
	} {
		t.row(say(plain(x.name)), f.stated(x.key))
	}
	for _, name := range []string{"Collection, cleaning and deduplication", "Licences", "Held-out data"} {
		t.row(say(plain(name)), say(plain("not stated")))
	}
	p.table(t)
}
