package dev.gyre.events.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Endpoint;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.server.authorizer.AclCreateResult;
import org.apache.kafka.server.authorizer.AclDeleteResult;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.apache.kafka.server.authorizer.Authorizer;
import org.apache.kafka.server.authorizer.AuthorizerServerInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the embedded broker asks before it does something. The rules are {@link LogPermissions} and no others: there are no ACLs. */
public final class LogAuthorizer implements Authorizer {

    private static final Logger LOG = LoggerFactory.getLogger(LogAuthorizer.class);
    private static final String RULES = "who may do what with this broker is fixed; a Kafka of your own takes ACLs";

    @Override
    public void configure(Map<String, ?> settings) {
        // There is nothing to choose.
    }

    @Override
    public Map<Endpoint, ? extends CompletionStage<Void>> start(AuthorizerServerInfo server) {
        Map<Endpoint, CompletionStage<Void>> ready = new HashMap<>();
        server.endpoints().forEach(endpoint -> ready.put(endpoint, CompletableFuture.completedFuture(null)));
        return ready;
    }

    @Override
    public List<AuthorizationResult> authorize(AuthorizableRequestContext client, List<Action> actions) {
        String user = client.principal().getName();
        List<AuthorizationResult> results = new ArrayList<>(actions.size());
        for (Action action : actions) {
            boolean isAllowed = LogPermissions.allows(
                    user,
                    action.operation(),
                    action.resourcePattern().resourceType(),
                    action.resourcePattern().name());
            if (!isAllowed && action.logIfDenied()) {
                LOG.info(
                        "{} may not {} {} {}",
                        user,
                        action.operation(),
                        action.resourcePattern().resourceType(),
                        action.resourcePattern().name());
            }
            results.add(isAllowed ? AuthorizationResult.ALLOWED : AuthorizationResult.DENIED);
        }
        return results;
    }

    @Override
    public AuthorizationResult authorizeByResourceType(
            AuthorizableRequestContext client, AclOperation operation, ResourceType type) {
        String user = client.principal().getName();
        boolean isAllowed = operation == AclOperation.WRITE && type == ResourceType.TOPIC
                ? LogPermissions.writesSomething(user)
                : LogPermissions.allows(user, operation, type, "");
        return isAllowed ? AuthorizationResult.ALLOWED : AuthorizationResult.DENIED;
    }

    @Override
    public List<? extends CompletionStage<AclCreateResult>> createAcls(
            AuthorizableRequestContext client, List<AclBinding> bindings) {
        throw new SecurityDisabledException(RULES);
    }

    @Override
    public List<? extends CompletionStage<AclDeleteResult>> deleteAcls(
            AuthorizableRequestContext client, List<AclBindingFilter> filters) {
        throw new SecurityDisabledException(RULES);
    }

    @Override
    public Iterable<AclBinding> acls(AclBindingFilter filter) {
        throw new SecurityDisabledException(RULES);
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
