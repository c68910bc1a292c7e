package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.schemas.ResourceKind;
import dev.gyre.schemas.selection.FieldSelector;
import dev.gyre.schemas.selection.LabelSelector;
import dev.gyre.schemas.selection.SelectorException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Which objects a list or a watch is about: the label selector and the field selector of the request. */
record Selection(LabelSelector labels, FieldSelector fields) {

    static Selection of(ResourceCall call) {
        return of(call.request(), call.kind());
    }

    private static Selection of(ApiRequest request, ResourceKind kind) {
        String labels = request.parameter("labelSelector");
        String fields = request.parameter("fieldSelector");
        try {
            return new Selection(
                    labels == null ? LabelSelector.EVERYTHING : LabelSelector.parse(labels),
                    fields == null
                            ? FieldSelector.EVERYTHING
                            : FieldSelector.parse(fields).checkedFor(kind));
        } catch (SelectorException e) {
            throw Refusal.badRequest(String.valueOf(e.getMessage()));
        }
    }

    boolean isEverything() {
        return labels.isEverything() && fields.isEverything();
    }

    boolean matches(ObjectNode object) {
        return labels.matchesObject(object) && fields.matchesObject(object);
    }

    /** The name that a field selector pins down, so that a list need not look at anything else; null where it does not. */
    @Nullable
    String name() {
        return fields.required("metadata.name");
    }
}
