"""MCP: a server by which an assistant reads pictures and PDFs. Needs the extra ``mcp``.

``pagerec mcp`` runs it. `pagerec.integrations.mcp.server.make_server` gives it to programs.
"""
