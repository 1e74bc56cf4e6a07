/** A Go module as people begin: a server with one path for users, one for probes, and a test. */
export const SMALL_SERVICE: Readonly<Record<string, string>> = {
  'go.mod': 'module example.com/hello\n\ngo 1.26\n',
  'main.go': `// Command hello greets over HTTP.
package main

import (
	"fmt"
	"log"
	"net/http"
)

func handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /hello/{name}", func(w http.ResponseWriter, r *http.Request) {
		name := r.PathValue("name")
		if name == "nobody" {
			http.Error(w, "nobody is here", http.StatusNotFound)
			return
		}
		fmt.Fprintf(w, "hello, %s\\n", name)
	})
	return mux
}

func main() {
	log.Fatal(http.ListenAndServe(":8080", handler()))
}
`,
  'main_test.go': `package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestHandler(t *testing.T) {
	for path, want := range map[string]int{
		"/healthz":      http.StatusOK,
		"/hello/ann":    http.StatusOK,
		"/hello/nobody": http.StatusNotFound,
		"/nothing":      http.StatusNotFound,
	} {
		answer := httptest.NewRecorder()
		handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
		if answer.Code != want {
			t.Errorf("%s: %d, want %d", path, answer.Code, want)
		}
	}
}
`,
};
