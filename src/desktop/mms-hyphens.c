/* Keeps lines from being broken with a hyphen that would be read as a part of a path or a name.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "desktop/mms-hyphens.h"

/* For every label in @widget, and @widget itself. */
void
mms_hyphens_forbid (GtkWidget *widget)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  if (GTK_IS_LABEL (widget))
    gtk_label_set_attributes (GTK_LABEL (widget), attributes);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    mms_hyphens_forbid (child);
}
