// What Tempo and Loki answer: shapes of their APIs, for neither runs here.
export function telemetry(kind, state, asked) {
  return kind === 'loki' ? { status: 'success', data: { resultType: 'streams', result: [] } } : { traces: [] };
}
