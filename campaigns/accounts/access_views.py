"""The forms of access that hold more than a password: they can be read in the other language."""

from typing import Any, ClassVar

from allauth.account import views as account
from allauth.socialaccount import views as identity
from django.http import HttpRequest, HttpResponse
from django.views.generic import FormView

from campaigns.languages import READ_IN


class InEitherLanguage(FormView[Any]):
    """A form whose fields ``carried`` go along to the other language; a password never does."""

    carried: ClassVar[tuple[str, ...]]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = self.get if READ_IN in request.POST else super().post
        return answer(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        given = super().get_form_kwargs()
        if READ_IN in self.request.POST:
            given |= {"data": None, "files": None}
        return given

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        typed = self.request.POST
        form.initial |= {name: typed[name] for name in self.carried if name in typed}
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(language_form="writing", **kwargs)


class SignIn(InEitherLanguage, account.LoginView):
    """E-mail and password."""

    carried = ("login",)


class Register(InEitherLanguage, account.SignupView):
    """A new account."""

    carried = ("first_name", "last_name", "email")


class ForgottenPassword(InEitherLanguage, account.PasswordResetView):
    """Where the link to a new password goes."""

    carried = ("email",)


class RegisterWithIdentity(InEitherLanguage, identity.SignupView):
    """The address of who came with SPID or CIE."""

    carried = ("email",)
