//go:build tools

// What is built beside the cluster's own programs, from the same versions of what they share.
package main

import (
	_ "helm.sh/helm/v3/cmd/helm"
	_ "k8s.io/kubernetes/cmd/kubectl"
)
