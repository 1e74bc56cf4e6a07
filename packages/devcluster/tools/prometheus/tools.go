//go:build tools

// Package tools pins the Prometheus that the demo runs on a cluster that has none.
package tools

import _ "github.com/prometheus/prometheus/cmd/prometheus"
