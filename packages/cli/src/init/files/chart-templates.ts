import type { Found, Program } from '../service.ts';

/** Of each object: the release's name, and labels that its selector takes. */
const METADATA = `metadata:
  name: {{ .Release.Name }}
  labels: &labels
    app.kubernetes.io/name: {{ .Chart.Name }}
    app.kubernetes.io/instance: {{ .Release.Name }}
`;

/** The Deployment: probes of paths that the code has, no rights, time for the Service to forget a pod that ends. */
export function deployment(program: Program): string {
  return `apiVersion: apps/v1
kind: Deployment
${METADATA}spec:
  replicas: {{ .Values.replicas }}
  strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }
  selector:
    matchLabels: *labels
  template:
    metadata:
      labels: *labels
${annotations(program.metrics)}    spec:
      automountServiceAccountToken: false
      securityContext:
        runAsNonRoot: true
        runAsUser: 65532
        runAsGroup: 65532
        seccompProfile: { type: RuntimeDefault }
      {{- with .Values.imagePullSecrets }}
      imagePullSecrets: {{ toJson . }}
      {{- end }}
      containers:
        - name: {{ .Chart.Name }}
          {{- with .Values.image }}
          image: {{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag }}{{ end }}
          {{- end }}
          ports: [{ name: http, containerPort: {{ .Values.containerPort }} }]
          {{- with .Values.env }}
          env:
            {{- range $name, $value := . }}
            - { name: {{ $name }}, value: {{ $value | quote }} }
            {{- end }}
          {{- end }}
${probe('liveness', program.liveness, 'periodSeconds: 10, failureThreshold: 3')}
${probe('readiness', program.readiness, 'periodSeconds: 5')}
          # A pod that ends still answers while the Service forgets it.
          lifecycle: { preStop: { sleep: { seconds: 5 } } }
          resources: {{ toJson .Values.resources }}
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: { drop: [ALL] }
          volumeMounts: [{ name: tmp, mountPath: /tmp }]
      volumes: [{ name: tmp, emptyDir: {} }]
`;
}

/** The Service that users, and a canary's share of them, come through. */
export function service(): string {
  return `apiVersion: v1
kind: Service
${METADATA}spec:
  type: {{ .Values.service.type }}
  selector: *labels
  ports: [{ name: http, port: {{ .Values.service.port }}, targetPort: http }]
`;
}

function annotations(metrics: Found<string> | undefined): string {
  if (metrics === undefined) return '';
  return `      annotations:
        prometheus.io/scrape: 'true'
        prometheus.io/port: {{ .Values.containerPort | quote }}
        prometheus.io/path: ${metrics.value}
`;
}

/** A path that the code has; else whether the port is open. */
function probe(name: string, path: Found<string> | undefined, times: string): string {
  const how =
    path === undefined ? 'tcpSocket: { port: http }' : `httpGet: { path: ${path.value}, port: http }`;
  return `          ${name}Probe: { ${how}, ${times} }`;
}
