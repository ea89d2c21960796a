"""The web chat: server-rendered pages, a little htmx, server-sent events, no third-party host."""
