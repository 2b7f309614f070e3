"""Links in rich text by Wagtail's own handler, in the place of the portal's."""

from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.rich_text.pages import PageLinkHandler


@hooks.register("register_rich_text_features", order=20)
def stock_links(features: FeatureRegistry) -> None:
    features.register_link_type(PageLinkHandler)
