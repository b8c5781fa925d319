// Command gateway shows what a Go service does with a model's constants: it says how many conversations a GPU holds, and turns
// away a request that the model cannot take, from the same numbers as the model's code, card and paper.
package main

import (
	"errors"
	"flag"
	"fmt"
	"log"

	"github.com/metagen-go/metagen/blueprint"
	"github.com/metagen-go/metagen/examples/gateway/chat"
)

func main() {
	memory := flag.Int64("memory", int64(chat.MemoryBudget), "bytes of the GPU's memory")
	prompt := flag.Int64("prompt", 3000, "tokens of a prompt")
	answer := flag.Int64("answer", 1000, "most tokens of an answer")
	flag.Parse()

	fmt.Printf("%s: %s of weights, %s of KV cache a conversation\n", chat.Name, chat.WeightBytes.Short(), chat.KVCacheBytes.Short())
	fmt.Printf("a GPU of %s holds %d conversations of %d tokens\n", blueprint.Bytes(*memory).Short(), conversations(blueprint.Bytes(*memory)), chat.MaxSeqLen)
	if err := admit(blueprint.Tokens(*prompt), blueprint.Tokens(*answer)); err != nil {
		log.Fatal(err)
	}
	fmt.Println("the request is admitted")
}

// conversations is how many sequences of full length a GPU's memory holds beside the weights.
func conversations(memory blueprint.Bytes) int64 {
	return max(0, int64((memory-chat.WeightBytes)/chat.KVCacheBytes))
}

// errTooLong says that a request does not fit the model's context.
var errTooLong = errors.New("the prompt and the answer do not fit the model's context")

// admit refuses a request that the model would have to cut.
func admit(prompt, answer blueprint.Tokens) error {
	if prompt+answer > chat.MaxSeqLen {
		return fmt.Errorf("%w: %d + %d tokens, and max_seq_len is %d", errTooLong, prompt, answer, chat.MaxSeqLen)
	}
	return nil
}
