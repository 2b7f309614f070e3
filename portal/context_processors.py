from django.http import HttpRequest

from portal.shell import Shell


def shell(request: HttpRequest) -> dict[str, object]:
    return {"shell": Shell(request)}
