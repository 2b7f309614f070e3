"""Text messages through Tencent Cloud (腾讯云短信), by its own SDK. PORTAL_SMS_PROVIDER names TencentSMSProvider."""

from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.sms.v20210111.models import SendSmsRequest
from tencentcloud.sms.v20210111.sms_client import SmsClient

from foundation.notifications.approved import approved_texts
from foundation.notifications.exceptions import CarrierTrouble, DeliveryFailed, Throttled, Undeliverable
from foundation.notifications.gateway import SMSGateway
from foundation.notifications.providers import SMSProvider

PATIENCE = 20  # seconds, well within the lease of a delivery

# From the error codes of the SendSms interface. What is not listed is tried again as any failure is.
UNDELIVERABLE = (
    "InvalidParameterValue.IncorrectPhoneNumber",
    "InvalidParameterValue.TemplateParameter",
    "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter",
    "InvalidParameterValue.ContentLengthLimit",
    "FailedOperation.PhoneNumberInBlacklist",
    "FailedOperation.PhoneNumberParseFail",
    "FailedOperation.ContainSensitiveWord",
    "UnsupportedOperation",
)
TROUBLE = (
    "AuthFailure",
    "UnauthorizedOperation",
    "FailedOperation.InsufficientBalanceInSmsPackage",
    "FailedOperation.SignatureIncorrectOrUnapproved",
    "FailedOperation.MissingSignature",
    "FailedOperation.Template",
    "FailedOperation.MissingTemplate",
    "InvalidParameterValue.SdkAppIdNotExist",
)
THROTTLED = ("LimitExceeded", "RequestLimitExceeded")


class TencentSMSProvider(SMSProvider):
    def send(self, phone: str, text: str, reference: str = "") -> str:
        """The carrier keeps our reference as session context and gives it back; it does not refuse a second use."""
        gateway: SMSGateway = settings.SMS_GATEWAY
        approved = approved_texts(gateway.templates).match(text)
        if approved is None:
            raise CarrierTrouble("no approved text")
        request = SendSmsRequest()
        request.PhoneNumberSet, request.TemplateId = [f"+86{phone}"], approved.template_id
        request.SmsSdkAppId, request.SignName = gateway.app_id, gateway.sign_name
        request.TemplateParamSet, request.SessionContext = approved.gaps, reference
        try:
            (status,) = _client(gateway).SendSms(request).SendStatusSet
        except TencentCloudSDKException as error:
            raise failure(error.code) from error
        if status.Code != "Ok":
            raise failure(status.Code)
        return str(status.SerialNo)


def failure(code: Any) -> DeliveryFailed:
    """What the carrier's word means for the message. Its sentence is left out: it may repeat the phone."""
    said = str(code)
    if said.startswith(UNDELIVERABLE):
        return Undeliverable(said)
    if said.startswith(TROUBLE):
        return CarrierTrouble(said)
    return Throttled(said) if said.startswith(THROTTLED) else DeliveryFailed(said)


@lru_cache(maxsize=2)
def _client(gateway: SMSGateway) -> SmsClient:
    """One a process, so that connections are used again."""
    address = urlsplit(gateway.endpoint)
    http = HttpProfile(protocol=address.scheme, endpoint=address.netloc, reqTimeout=PATIENCE, keepAlive=True)
    credential = Credential(gateway.secret_id, gateway.secret_key)
    return SmsClient(credential, gateway.region, ClientProfile(httpProfile=http))
