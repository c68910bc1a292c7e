package dev.gyre.gateway.aggregation;

import dev.gyre.schemas.Command;
import dev.gyre.schemas.Command.PatchType;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The ConfigMap by which extension servers know whom to believe about their callers. Pure. */
public final class AuthenticationConfig {

    private static final String NAMESPACE = "kube-system";
    private static final String NAME = "extension-apiserver-authentication";

    private AuthenticationConfig() {}

    /**
     * @param clientAuthority PEM: of users' own certificates
     * @param proxyAuthority PEM: of the front proxy's certificate
     * @param proxyName the front proxy's common name: the only one of that authority to be believed about others
     */
    public static Command command(String clientAuthority, String proxyAuthority, String proxyName) {
        ObjectNode config = Json.object().put("apiVersion", "v1").put("kind", "ConfigMap");
        config.putObject("metadata").put("name", NAME).put("namespace", NAMESPACE);
        config.putObject("data")
                .put("client-ca-file", clientAuthority)
                .put("requestheader-client-ca-file", proxyAuthority)
                .put("requestheader-allowed-names", list(proxyName))
                .put("requestheader-username-headers", list(FrontProxyHeaders.USER))
                .put("requestheader-uid-headers", list(FrontProxyHeaders.UID))
                .put("requestheader-group-headers", list(FrontProxyHeaders.GROUP))
                .put("requestheader-extra-headers-prefix", list(FrontProxyHeaders.EXTRA_PREFIX));
        return new Command.Patch(
                ResourceKey.namespaced("", "configmaps", NAMESPACE, NAME), null, PatchType.APPLY, config, List.of());
    }

    private static String list(String only) {
        return "[\"" + only + "\"]";
    }
}
