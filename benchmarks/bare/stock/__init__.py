"""The stock twin of our pages: a Wagtail page as its manual builds one, with the same blocks. Frozen; do not tune it.

`settings` is the portal's own with this page's address in the place of the portal's: same middleware, same server, same
context processor. The kinds of blocks are those of `portal.blocks`, value for value, rendered by Wagtail's own block
templates. Around them stands what any site has: the tags of Wagtail's start template, a menu from the pages marked for
menus, breadcrumbs from the ancestors, the user bar. `bare=True` leaves menu and breadcrumbs out as well.
"""
