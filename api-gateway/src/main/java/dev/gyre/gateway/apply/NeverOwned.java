package dev.gyre.gateway.apply;

import java.util.List;

/** What says which object it is, and what only the API writes, is nobody's, though everybody sends it. */
final class NeverOwned {

    private static final FieldSet FIELDS = FieldSet.of(
            List.of("f:apiVersion"),
            List.of("f:kind"),
            List.of("f:metadata"),
            List.of("f:metadata", "f:name"),
            List.of("f:metadata", "f:namespace"),
            List.of("f:metadata", "f:creationTimestamp"),
            List.of("f:metadata", "f:selfLink"),
            List.of("f:metadata", "f:uid"),
            List.of("f:metadata", "f:clusterName"),
            List.of("f:metadata", "f:generation"),
            List.of("f:metadata", "f:managedFields"),
            List.of("f:metadata", "f:resourceVersion"));

    private NeverOwned() {}

    static FieldSet drop(FieldSet fields) {
        return fields.difference(FIELDS);
    }
}
