# The server in an image of its own: one program that carries its content and its migrations with it.
FROM rust:1.95-slim-bookworm AS builder
WORKDIR /build
COPY . .
# What cargo downloads and compiles stays in the builder's cache, so that the next build only compiles what changed.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/build/target \
    cargo build --release --locked --bin samenspel \
    && cp target/release/samenspel /samenspel

FROM debian:bookworm-slim
# The folder is for an SQLite file, where there is no PostgreSQL.
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin samenspel \
    && install --directory --owner=samenspel --mode=0700 /var/lib/samenspel
COPY --from=builder /samenspel /usr/local/bin/samenspel
USER 10001
WORKDIR /var/lib/samenspel
EXPOSE 8080
ENTRYPOINT ["samenspel"]
CMD ["serve"]
