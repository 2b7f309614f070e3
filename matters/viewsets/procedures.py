"""How matters go: the versions of each procedure, to read, and a new one published as text. What runs keeps its own."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import Button

from foundation.backoffice.forms import ScopedForm
from foundation.backoffice.policies import CityWidePolicy
from foundation.backoffice.views import ScopedCreateView, ScopedEditView, ScopedIndexView, ScopedInspectView
from foundation.backoffice.viewsets import ScopedModelViewSet
from foundation.moves.table import Kind, MoveTable
from foundation.people.models import Role
from foundation.people.roles import DEFAULTS
from matters.exceptions import VersionBegun, WrongProcedure
from matters.models import ClockRule, ProcedureVersion, RequestKind, Urgency
from matters.procedures.checks import read
from matters.procedures.writing import text_of
from matters.services.procedures import publish_version, withdraw_version
from matters.states import CLOCK_NAMES

PUBLISH = "matters.change_procedure"
LARGEST = 200_000  # bytes; the longest shipped one has 10,000
FROM = "from"
WITHDRAW = pgettext_lazy("version of a procedure", "Withdraw it")
COUNTED_AS = {
    Kind.OPEN: pgettext_lazy("kind of state", "open"),
    Kind.RESOLVED: pgettext_lazy("kind of state", "resolved"),
    Kind.ENDED: pgettext_lazy("kind of state", "ended otherwise"),
}


def numbered(problems: Sequence[str]) -> list[str]:
    """Wagtail writes all errors of a field on one line."""
    return [f"({number}) {each}" for number, each in enumerate(problems, start=1)] if len(problems) > 1 else [*problems]


class VersionForm(ScopedForm):
    """A file takes the place of what stands in the box, and then stands there itself, to be put right."""

    data: Any

    file = forms.FileField(
        label=gettext_lazy("TOML file"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("It takes the place of the text below. UTF-8, 200 KB at most."),
    )
    text = forms.CharField(
        label=gettext_lazy("The procedure as text (TOML)"),
        required=False,
        strip=False,
        help_text=gettext_lazy(
            "States, moves with the roles that may make them, limits with their basis. Open a version that is in force "
            "and choose “New version from this one” to begin with its text."
        ),
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false", "class": "w-font-mono", "wrap": "off"}),
    )

    class Meta:
        model = ProcedureVersion
        fields = ["procedure", "valid_from"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facts: dict[str, Any] = {}
        self.unreadable = ""
        self.fields["valid_from"].help_text = _(
            "Today or later. Matters registered from this day on follow it; those that run keep the version they "
            "began with."
        )
        if upload := self.files.get("file"):
            self._take(upload)

    def _take(self, upload: Any) -> None:
        """Shows what the file holds, also where something is wrong with it."""
        if upload.size > LARGEST:
            self.unreadable = _("The file is larger than 200 KB.")
            return
        try:
            text = upload.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            self.unreadable = _("This file is not text in UTF-8. Save it as UTF-8 and choose it again.")
            return
        self.data = self.data.copy()  # a QueryDict, and not to be changed
        self.data["text"] = text

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if self.unreadable:
            self.add_error("file", ValidationError(self.unreadable, "unreadable"))
        elif len(given.get("text") or "") > LARGEST:
            self.add_error("text", ValidationError(_("The text is too long."), "too_long"))
        elif not (given.get("text") or "").strip():
            self.add_error("text", ValidationError(_("Choose a file or paste the text."), "required"))
        elif given.get("procedure"):
            self._read(given)
        self._check_day(given)
        return given

    def _read(self, given: dict[str, Any]) -> None:
        roles = {*DEFAULTS, *Role.objects.values_list("code", flat=True)}
        try:
            self.facts = read(given["text"], code=given["procedure"].code, roles=roles)
        except WrongProcedure as error:
            self.add_error("text", ValidationError(numbered(error.problems), "wrong"))

    def _check_day(self, given: dict[str, Any]) -> None:
        day, procedure = given.get("valid_from"), given.get("procedure")
        if day is None:
            return
        if day < localdate():
            self.add_error("valid_from", ValidationError(_("A version begins today or later."), "past"))
        elif procedure is not None and procedure.versions.standing().filter(valid_from=day).exists():
            words = _("A version of this procedure begins that day already. Choose another day.")
            self.add_error("valid_from", ValidationError(words, "taken"))


def _begins(version: ProcedureVersion) -> str:
    return version.valid_from.isoformat()


def is_to_come(version: ProcedureVersion) -> bool:
    return version.withdrawn_on is None and version.valid_from > localdate()


class VersionPolicy(CityWidePolicy):
    """ "change" is withdrawing one that has not begun: everything else is read only."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Model) -> bool:
        assert isinstance(instance, ProcedureVersion)
        if action == "change" and not is_to_come(instance):
            return False
        return super().user_has_permission_for_instance(user, action, instance)


class WithdrawForm(ScopedForm):
    """Why it is not to begin."""

    words = forms.CharField(
        label=gettext_lazy("Why it is withdrawn"),
        max_length=300,
        help_text=gettext_lazy("It stays in the list with this reason. What is in force now goes on."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = ProcedureVersion
        fields: ClassVar[list[str]] = []

    def validate_constraints(self) -> None:
        """The service sets what the table checks."""


class VersionIndexView(ScopedIndexView):
    """Each procedure with its newest version on top."""

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column("procedure", accessor=lambda row: row.procedure.display_name),
            Column(
                "valid_from", label=_("Valid from"), accessor=lambda row: str(row.valid_from), sort_key="valid_from"
            ),
            Column("standing", label=_("State"), accessor=self.standing),
            Column("basis", label=_("Legal basis"), accessor=lambda row: Truncator(row.basis).chars(40)),
        ]

    @cached_property
    def in_force(self) -> set[int]:
        return set(ProcedureVersion.objects.in_force(on=localdate()).values_list("pk", flat=True))

    def standing(self, version: ProcedureVersion) -> str:
        if version.withdrawn_on is not None:
            return pgettext("version", "withdrawn")
        if version.pk in self.in_force:
            return pgettext("version", "in force")
        if version.valid_from > localdate():
            return pgettext("version", "to come")
        return pgettext("version", "earlier")

    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().select_related("procedure").defer("document")

    def get_edit_url(self, instance: ProcedureVersion) -> Any:
        return super().get_edit_url(instance) if is_to_come(instance) else None

    def get_list_more_buttons(self, instance: ProcedureVersion) -> list[Any]:
        kept = [button for button in super().get_list_more_buttons(instance) if button.icon_name != "edit"]
        if url := self.get_edit_url(instance):
            kept.insert(0, MenuItem(WITHDRAW, url=url, icon_name="cross", priority=10))
        return kept


class VersionAddView(ScopedCreateView):
    """Begins with the text of the version it was opened from."""

    submit_button_label = gettext_lazy("Publish the version")
    submit_button_active_label = pgettext_lazy("version", "Publishing…")

    def get_initial(self) -> dict[str, Any]:
        initial = super().get_initial() | {"valid_from": localdate() + timedelta(days=1)}
        asked = self.request.GET.get(FROM, "")
        if asked.isascii() and asked.isdigit() and len(asked) < 19:
            version = self.visible_rows().select_related("procedure").filter(pk=int(asked)).first()
            if version is not None:
                initial |= {"procedure": version.procedure, "text": text_of(version)}
        return initial

    def get_success_buttons(self) -> list[Any]:
        return []


def _limit(clock: ClockRule, table: MoveTable) -> dict[str, Any]:
    """In words; the text below names the same by code."""
    moves = {name: move.label for name, move in table.moves.items()}
    urgencies, kinds = dict(Urgency.choices), dict(RequestKind.choices)
    return {
        "clock": clock,
        "label": CLOCK_NAMES.get(clock.code, clock.code),
        "starts": [moves[name] for name in clock.starts],
        "stops": [moves[name] for name in clock.stops],
        "only_for": [urgencies[one] for one in clock.urgency] + [kinds[one] for one in clock.kinds],
    }


class VersionWithdrawView(ScopedEditView):
    """Shows the version, asks why, and has one button."""

    page_title = WITHDRAW
    submit_button_label = WITHDRAW
    submit_button_active_label = gettext_lazy("Withdrawing…")
    success_message = gettext_lazy("The version is withdrawn. It stays in the history.")

    def get_success_buttons(self) -> list[Any]:
        return []


class VersionInspectView(ScopedInspectView):
    """States, moves and limits as tables, and the text to begin a new version with."""

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        if not self.scoped_policy.user_has_permission(self.request.user, "add"):
            return []
        url = f"{reverse('procedureversion:add')}?{FROM}={self.object.pk}"
        buttons = [Button(_("New version from this one"), url=url, icon_name="plus", priority=10)]
        if edit := self.get_edit_url():
            buttons.append(Button(WITHDRAW, url=edit, icon_name="cross", priority=20))
        return buttons

    def get_edit_url(self) -> Any:
        return super().get_edit_url() if is_to_come(self.object) else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.object
        table = version.table
        roles = list(dict.fromkeys(role for move in table.moves.values() for role in move.roles))
        names = {"citizen": _("citizen"), "system": _("system")} | {
            role.code: role.display_name for role in Role.objects.all()
        }
        return super().get_context_data(**kwargs) | {
            "states": [
                (state, COUNTED_AS[state.kind], version.next_words(state.name)) for state in table.states.values()
            ],
            "roles": [names.get(role, role) for role in roles],
            "moves": [
                (
                    move,
                    [table.label(each) for each in move.from_],
                    table.states[move.to].label if move.to in table.states else "",
                    [role in move.roles for role in roles],
                )
                for move in table.moves.values()
            ],
            "limits": [_limit(clock, table) for clock in version.clocks.all()],
            "text": text_of(version),
        }


class ProcedureVersionViewSet(ScopedModelViewSet):
    """Never edited and never deleted: matters follow it. One that has not begun is withdrawn, with a reason."""

    model = ProcedureVersion
    icon = "clipboard-list"
    menu_label = gettext_lazy("Procedures")
    policy_class = VersionPolicy
    actions: ClassVar = {"view": PUBLISH, "add": PUBLISH, "change": PUBLISH}
    logs_itself = True
    index_view_class = VersionIndexView
    add_view_class = VersionAddView
    edit_view_class = VersionWithdrawView
    edit_template_name = "matters/cms/withdraw_version.html"
    inspect_view_class = VersionInspectView
    inspect_template_name = "matters/cms/version.html"
    ordering = ["procedure", "-valid_from"]
    list_filter = ["procedure"]
    list_export = ["procedure", "valid_from", "basis", "withdrawn_on", "withdrawn_why", "withdrawn_by"]
    inspect_view_fields = list_export

    def get_form_class(self, for_update: bool = False) -> Any:
        return WithdrawForm if for_update else VersionForm

    def update(self, form: Any, actor: Any) -> ProcedureVersion:
        try:
            withdraw_version(version=form.instance, words=form.cleaned_data["words"], actor=actor, at=now())
        except VersionBegun as error:
            words = _("It has begun, begins at once, or was withdrawn meanwhile. Publish a new version instead.")
            raise ValidationError({"words": words}) from error
        form.instance.refresh_from_db()
        return form.instance

    def create(self, form: Any, actor: Any) -> ProcedureVersion:
        facts = form.facts
        day = form.cleaned_data["valid_from"]
        try:
            with transaction.atomic():
                return publish_version(
                    procedure=form.cleaned_data["procedure"], valid_from=day, basis=facts["basis"],
                    document=facts["document"], clocks=facts["clocks"], actor=actor, at=now(),
                )  # fmt: skip
        except WrongProcedure as error:
            raise ValidationError({"text": numbered(error.problems)}) from error
        except IntegrityError as error:
            words = _("A version of this procedure begins that day already. Choose another day.")
            raise ValidationError({"valid_from": words}) from error
