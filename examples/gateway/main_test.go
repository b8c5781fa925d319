package main

import (
	"errors"
	"testing"
)

func TestConversations(t *testing.T) {
	// Llama 3 8B: 8,030,261,248 x 2 bytes of weights; 2 x 32 layers x 8 heads x 128 x 2 bytes x 8,192 tokens = 1 GiB of cache.
	if got := conversations(80e9); got != 59 {
		t.Errorf("80 GB hold %d conversations, want 59", got)
	}
	if got := conversations(10e9); got != 0 {
		t.Errorf("10 GB hold %d conversations, want 0: the weights alone do not fit", got)
	}
}

func TestAdmit(t *testing.T) {
	if err := admit(8000, 192); err != nil {
		t.Error(err)
	}
	if err := admit(8000, 193); !errors.Is(err, errTooLong) {
		t.Errorf("8,193 tokens: %v, want errTooLong", err)
	}
}
