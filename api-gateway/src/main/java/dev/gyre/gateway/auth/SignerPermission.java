package dev.gyre.gateway.auth;

import dev.gyre.gateway.ApiRequest;
import dev.gyre.gateway.ApiResponse;
import dev.gyre.gateway.RequestInfo;
import dev.gyre.gateway.ResourceRequests;
import dev.gyre.gateway.UserInfo;
import dev.gyre.gateway.storage.ResourceReader;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ResourceKey;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Who approves a request for a certificate must hold the verb {@code approve} on its signer, and who signs it {@code sign},
 * beside the right to write the subresource. Which signer that is shows in the request as it is now; so the write is told for
 * which one its sender has been found to hold the verb, and refuses another.
 */
public final class SignerPermission implements ResourceRequests {

    /** A header within the gateway: the signer that the sender may act for. What comes from outside is replaced. */
    public static final String SIGNER = "gyre-may-act-for-signer";

    private static final String GROUP = "certificates.k8s.io";
    private static final String PLURAL = "certificatesigningrequests";

    private final ResourceRequests resources;
    private final Authorizer authorizer;
    private final ResourceReader reader;

    public SignerPermission(ResourceRequests resources, Authorizer authorizer, ResourceReader reader) {
        this.resources = resources;
        this.authorizer = authorizer;
        this.reader = reader;
    }

    @Override
    public CompletionStage<ApiResponse> handle(ApiRequest request, RequestInfo info) {
        String verb = verb(info);
        if (verb == null) {
            return resources.handle(request, info);
        }
        ResourceKey key = ResourceKey.clusterScoped(GROUP, PLURAL, String.valueOf(info.name()));
        String signer = signer(reader.latest(), key);
        if (signer != null && isAllowed(request.user(), verb, signer)) {
            return resources.handle(actingFor(request, signer), info);
        }
        return reader.consistent().thenCompose(snapshot -> {
            String current = signer(snapshot, key);
            if (current != null && !isAllowed(request.user(), verb, current)) {
                return CompletableFuture.failedStage(Forbidden.object(
                        Attributes.resource(verb, GROUP, PLURAL, "", key.name()),
                        "user not permitted to %s requests with signerName \"%s\"".formatted(verb, current)));
            }
            return resources.handle(actingFor(request, current == null ? "" : current), info);
        });
    }

    private static @Nullable String verb(RequestInfo info) {
        String subresource = info.subresource();
        boolean isWrite = info.verb().equals("update") || info.verb().equals("patch");
        if (!isWrite
                || subresource == null
                || !info.group().equals(GROUP)
                || !info.resource().equals(PLURAL)) {
            return null;
        }
        return switch (subresource) {
            case "approval" -> "approve";
            case "status" -> "sign";
            default -> null;
        };
    }

    private static @Nullable String signer(Snapshot snapshot, ResourceKey key) {
        StoredObject request = snapshot.get(key);
        return request == null
                ? null
                : request.json().path("spec").path("signerName").asString("");
    }

    /** By the signer's name, or by all of its domain. */
    private boolean isAllowed(UserInfo user, String verb, String signer) {
        String domain = signer.substring(0, Math.max(0, signer.indexOf('/')));
        return isAllowedFor(user, verb, signer) || isAllowedFor(user, verb, domain + "/*");
    }

    private boolean isAllowedFor(UserInfo user, String verb, String name) {
        return authorizer
                .authorize(user, Attributes.resource(verb, GROUP, "signers", "", name))
                .isAllowed();
    }

    private static ApiRequest actingFor(ApiRequest request, String signer) {
        return request.with(SIGNER, signer);
    }
}
