package dev.gyre.gateway.admission.dynamic;

import dev.gyre.gateway.admission.dynamic.AdmissionAttributes.Subject;
import dev.gyre.schemas.ApiVersion;
import dev.gyre.schemas.FieldSchema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** An object on its way to the store, as long as policies and webhooks may change it. */
public interface Draft extends Subject {

    /**
     * Makes it what a policy or a webhook has made of it: checked against the schema, with the defaults of the version. Throws the refusal
     * where it has become something that is none.
     */
    void become(ObjectNode changed, ApiVersion version);

    /** What the object's fields are in that version; null where the registry does not know. */
    @Nullable
    FieldSchema schema(ApiVersion version);

    /** Lets the gateway's own rules fill in again what they filled in before; whether that has changed anything. */
    boolean refill();
}
