"""``pagerec serve``: a page in the browser that reads pictures and PDFs, and the same over HTTP.

Needs the extra ``serve``. `pagerec.serve.app.make_app` gives the application, for any ASGI server. Nothing is kept
between two requests: a browser holds its file and what was read of it, and sends both again to save them.
"""
