package main

//go:generate go tool metagen
