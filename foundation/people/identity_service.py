"""The city's identity service (OpenID Connect), as the settings describe it. Read by them: no Django in here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class IdentityService:
    """Which service, and which of its claims mean what. A claim without a name is never read."""

    issuer: str = ""
    client_id: str = ""
    secret: str = ""
    name: str = "城市统一身份认证"
    name_en: str = "the city's identity service"
    scopes: tuple[str, ...] = ("openid", "profile", "phone")
    phone_claim: str = "phone_number"
    phone_verified_claim: str = "phone_number_verified"
    name_claim: str = "name"
    id_number_claim: str = ""
    staff_number_claim: str = ""
    step_acr: tuple[str, ...] = ()
    step_amr: tuple[str, ...] = ()

    @property
    def is_on(self) -> bool:
        return bool(self.issuer)

    @property
    def gives_second_step(self) -> bool:
        return self.is_on and bool(self.step_acr or self.step_amr)

    def name_in(self, language: str | None) -> str:
        return self.name_en if language == "en" else self.name
