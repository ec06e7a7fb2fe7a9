#!/bin/sh
# Generates gigachatv1_pb2*.py beside gigachatv1.proto. Run it from anywhere in an environment with
# grpcio-tools 1.62 and setuptools < 81: that compiler's output runs on every protobuf from 4.25 on and every grpcio from 1.60 on.
set -eu
cd "$(dirname "$0")/../../.."
python -m grpc_tools.protoc -I . --python_out=. --pyi_out=. --grpc_python_out=. genai_triage/simulator/proto/gigachatv1.proto
