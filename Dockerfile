# pagerec serve: docs/serve.md says how to build and run it.
FROM python:3.12-slim-bookworm AS build
WORKDIR /source
COPY pyproject.toml setup.cfg README.md LICENSE ./
COPY pagerec pagerec
COPY models models
RUN python -m venv /opt/pagerec && /opt/pagerec/bin/pip install --no-cache-dir ".[pdf,serve]"

FROM python:3.12-slim-bookworm
COPY --from=build /opt/pagerec /opt/pagerec
ENV PATH=/opt/pagerec/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
WORKDIR /tmp
USER 10001:10001
EXPOSE 8765
STOPSIGNAL SIGINT
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8765/health', timeout=4)"]
# Other machines can reach it: it needs a token, in the environment as PAGEREC_TOKEN.
ENTRYPOINT ["pagerec", "serve", "--host", "0.0.0.0"]
