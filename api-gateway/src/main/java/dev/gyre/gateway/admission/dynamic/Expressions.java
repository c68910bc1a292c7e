package dev.gyre.gateway.admission.dynamic;

import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.gyre.gateway.admission.dynamic.AdmissionAttributes.Subject;
import dev.gyre.gateway.auth.Authorizer;
import dev.gyre.gateway.cel.CelValues;
import dev.gyre.gateway.cel.ExpressionEnvironment;
import dev.gyre.schemas.ApiVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What expressions about a request may name, and the values of these. */
public final class Expressions {

    /** For conditions of webhooks, and those of policies without parameters. */
    public static final ExpressionEnvironment OF_WEBHOOKS = with("object", "oldObject", "request");

    /** For policies: what their parameters, the namespace, and their own variables are, too. */
    public static final ExpressionEnvironment OF_POLICIES =
            with("object", "oldObject", "request", "params", "namespaceObject", "variables");

    /** For policies that change objects, and so make parts of them. */
    public static final ExpressionEnvironment OF_MUTATIONS = ExpressionEnvironment.ofMakers(
            types("object", "oldObject", "request", "params", "namespaceObject", "variables"),
            List.of(AuthorizerFunctions.all()));

    private static ExpressionEnvironment with(String... variables) {
        return ExpressionEnvironment.of(types(variables), null, List.of(AuthorizerFunctions.all()));
    }

    /** All may ask what else the user may do. */
    private static Map<String, CelType> types(String... variables) {
        Map<String, CelType> types = new HashMap<>(AuthorizerFunctions.VARIABLES);
        List.of(variables).forEach(name -> types.put(name, SimpleType.DYN));
        return types;
    }

    private Expressions() {}

    /** The request in that version. */
    static Map<String, Object> values(AdmissionAttributes request, ApiVersion shown, Authorizer authorizer) {
        Map<String, Object> values = new HashMap<>(AuthorizerFunctions.values(authorizer, request));
        values.put("object", value(request.object(), shown));
        values.put("oldObject", value(request.old(), shown));
        values.put("request", CelValues.of(RequestDocument.of(request, shown)));
        return values;
    }

    private static Object value(@Nullable Subject subject, ApiVersion shown) {
        return subject == null ? CelValues.nothing() : CelValues.of(subject.in(shown));
    }
}
