"""Italian dates: 2 dicembre 2026, 14:05. Numbers are Django's: 1.234,56."""

DATE_FORMAT = "j E Y"
DATETIME_FORMAT = "j E Y, H:i"
YEAR_MONTH_FORMAT = "E Y"
MONTH_DAY_FORMAT = "j E"
