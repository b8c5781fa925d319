package blueprint

// Nearest is the word of a list that a typo is nearest to, by edit distance; empty where none is near.
func Nearest(word string, list []string) string {
	best, least := "", 1+len(word)/3
	for _, candidate := range list {
		d := distance(word, candidate, least)
		if d < least || d == least && (best == "" || candidate < best) {
			best, least = candidate, d
		}
	}
	if best == word {
		return ""
	}
	return best
}

// distance counts the letters to insert, delete, replace or swap with a neighbour that turn a into b (Damerau 1964); over a limit it
// need not be exact.
func distance(a, b string, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit || len(a) > 100 || len(b) > 100 {
		return limit + 1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
