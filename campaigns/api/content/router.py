"""``/api/v2/``."""

from wagtail.api.v2.router import WagtailAPIRouter

from campaigns.api.content.endpoints import DocumentsEndpoint, ImagesEndpoint, PagesEndpoint
from campaigns.api.content.preview import PreviewEndpoint

content_api = WagtailAPIRouter("wagtailapi")
content_api.register_endpoint("pages", PagesEndpoint)
content_api.register_endpoint("images", ImagesEndpoint)
content_api.register_endpoint("documents", DocumentsEndpoint)
content_api.register_endpoint("page_preview", PreviewEndpoint)
