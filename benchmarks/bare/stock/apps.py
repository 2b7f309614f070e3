from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "benchmarks.bare.stock"
    label = "bare_stock"
    default_auto_field = "django.db.models.BigAutoField"
