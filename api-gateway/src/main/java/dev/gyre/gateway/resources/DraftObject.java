package dev.gyre.gateway.resources;

import dev.gyre.gateway.ApiResponse.StatusException;
import dev.gyre.gateway.admission.dynamic.Draft;
import dev.gyre.gateway.rules.SameJson;
import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.FieldSchema;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object in the storage version, or, where a webhook converts, in the call's, while webhooks may change it. Who it is, how it came about and who owns its fields is not
 * theirs to change.
 *
 * @param call that it is a part of
 * @param object changed in place
 * @param revision under which it is shown; 0 for none
 * @param rules the gateway's own, to be run again after a change
 */
record DraftObject(ResourceCall call, ObjectNode object, long revision, Runnable rules) implements Draft {

    private static final List<String> KEPT = List.of(
            "name",
            "namespace",
            "uid",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "generation",
            "managedFields",
            "resourceVersion",
            "selfLink");

    @Override
    public ObjectNode in(ApiVersion version) {
        return call.seen(new Versioned(object, revision), version);
    }

    @Override
    public void become(ObjectNode changed, ApiVersion version) {
        Structure.refit(changed, version.schema());
        changed.put("apiVersion", version.apiVersion());
        changed.set("kind", object.path("kind"));
        ObjectNode metadata = changed.withObjectProperty("metadata");
        ObjectNode before = (ObjectNode) object.get("metadata");
        for (String field : KEPT) {
            Replacement.keep(metadata, before, field);
        }
        Replacement.dropEmpty(metadata);
        version.defaults().apply(changed);
        ObjectNode settled = changed;
        if (call.kind().conversionWebhook() != null) {
            settled = call.views().in(call.version().apiVersion(), changed).deepCopy();
        } else if (!version.isStorage()) {
            version.conversion().toStorage(changed);
        }
        object.removeAll();
        object.setAll(settled);
    }

    @Override
    public FieldSchema schema(ApiVersion version) {
        return version.schema();
    }

    @Override
    public boolean refill() throws StatusException {
        ObjectNode before = object.deepCopy();
        rules.run();
        return !SameJson.same(object, before);
    }
}
