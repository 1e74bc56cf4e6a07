//go:build tools

// Package tools pins the gateway that the disposable cluster runs.
package tools

import _ "github.com/traefik/traefik/v3/cmd/traefik"
