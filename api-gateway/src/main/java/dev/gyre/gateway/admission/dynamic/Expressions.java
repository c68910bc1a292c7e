package dev.gyre.gateway.admission.dynamic;

import dev.gyre.gateway.admission.dynamic.AdmissionAttributes.Subject;
import dev.gyre.gateway.cel.CelValues;
import dev.gyre.gateway.cel.ExpressionEnvironment;
import dev.gyre.schemas.ApiVersion;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What expressions about a request may name, and the values of these. */
public final class Expressions {

    /** For conditions of webhooks, and those of policies without parameters. */
    public static final ExpressionEnvironment OF_WEBHOOKS =
            ExpressionEnvironment.ofDynamic(Set.of("object", "oldObject", "request"));

    /** For policies: what their parameters, the namespace, and their own variables are, too. */
    public static final ExpressionEnvironment OF_POLICIES = ExpressionEnvironment.ofDynamic(
            Set.of("object", "oldObject", "request", "params", "namespaceObject", "variables"));

    private Expressions() {}

    /** The request in that version. */
    static Map<String, Object> values(AdmissionAttributes request, ApiVersion shown) {
        Map<String, Object> values = new HashMap<>();
        values.put("object", value(request.object(), shown));
        values.put("oldObject", value(request.old(), shown));
        values.put("request", CelValues.of(RequestDocument.of(request, shown)));
        return values;
    }

    private static Object value(@Nullable Subject subject, ApiVersion shown) {
        return subject == null ? CelValues.nothing() : CelValues.of(subject.in(shown));
    }
}
