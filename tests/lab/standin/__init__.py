"""Stand-ins of the services that the road of a release meets.

SPDX-License-Identifier: GPL-3.0-or-later
"""
