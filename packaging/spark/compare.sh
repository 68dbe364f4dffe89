#!/bin/sh
# Compare the Spark job with the desktop's filter and diff: sh packaging/spark/compare.sh PYTHON PYTHON_OF_THE_PROGRAM
# The first Python makes an environment for pyspark under build/. Where Java or pyspark cannot be installed, this says so
# and ends with 0, so that a machine without a network can run everything else.
set -u
python=$1
program=$2
folder=build/spark-venv
left_out() { echo "make spark-test was left out: $1"; exit 0; }
limited() { if command -v timeout >/dev/null 2>&1; then timeout "$@"; else shift; "$@"; fi; }

# Spark 4 needs Java 17 or newer
has_java() { java -version 2>&1 | grep -Eq 'version "(1[7-9]|[2-9][0-9])'; }
if ! has_java; then
  command -v apt-get >/dev/null 2>&1 || left_out "there is no Java 17, and no apt to install it with"
  if [ "$(id -u)" = 0 ]; then as_root=""
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then as_root="sudo -n"
  else left_out "there is no Java 17; as an administrator: apt-get install openjdk-17-jre-headless"; fi
  limited 120 $as_root apt-get update -qq >/dev/null 2>&1
  # the newest release of Debian has no Java 17 any more
  for package in openjdk-17-jre-headless default-jre-headless; do
    limited 300 $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" \
      >/dev/null 2>&1 && break
  done
  has_java || left_out "Java 17 could not be installed"
fi

if [ ! -f "$folder/.ready" ] || [ pyproject.toml -nt "$folder/.ready" ]; then
  "$python" -m venv "$folder" || left_out "no environment could be made in $folder"
  # the versions are those of the extra [spark]
  wanted=$("$program" -c 'import tomllib; print(" ".join(
    tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["spark"]))')
  limited 900 "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --retries 1 $wanted ||
    left_out "pyspark could not be installed"
  touch "$folder/.ready"
fi
SPARK_LOCAL_IP=127.0.0.1 exec "$program" -m tests.corpus.spark_comparison "$folder/bin/python"
