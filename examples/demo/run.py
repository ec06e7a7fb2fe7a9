import json, os, subprocess, sys, tempfile, time
from pathlib import Path
HERE = Path(__file__).parent
from collector import Collector
from plan import steps
from genai_triage.simulator import Simulator
with Simulator(latency=float(os.environ.get("LAT","0.3"))) as s, Collector() as c, tempfile.TemporaryDirectory() as d:
    st = steps(s)
    f = Path(d)/"s.json"; f.write_text(json.dumps([x.as_json(i) for i,x in enumerate(st)]))
    env = {**os.environ, "OTEL_SERVICE_NAME":"demo","OTEL_EXPORTER_OTLP_ENDPOINT":c.url,"OTEL_EXPORTER_OTLP_PROTOCOL":"http/protobuf",
      "OTEL_TRACES_EXPORTER":"otlp","OTEL_METRICS_EXPORTER":"otlp","OTEL_LOGS_EXPORTER":"otlp","OTEL_BSP_SCHEDULE_DELAY":"200","OTEL_METRIC_EXPORT_INTERVAL":"1000",
      "GEMINI_API_KEY":"demo-key","GOOGLE_GEMINI_BASE_URL":s.gemini_url,"GIGACHAT_BASE_URL":s.gigachat_url,"GIGACHAT_AUTH_URL":s.oauth_url,"GIGACHAT_CREDENTIALS":"ZGVtbzpzZWNyZXQ="}
    t=time.time()
    r = subprocess.run([str(Path(sys.executable).parent/"opentelemetry-instrument"), sys.executable, str(HERE/"app/main.py"), str(f)], env=env)
    print(r.returncode, time.time()-t)
    import pickle; pickle.dump((c.received, st, s.requests), open("/tmp/w/demo.pkl","wb"))
