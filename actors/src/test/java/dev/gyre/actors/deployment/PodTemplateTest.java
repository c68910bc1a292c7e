package dev.gyre.actors.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.actors.Objects;
import dev.gyre.actors.view.PersistentClusterView;
import dev.gyre.actors.workload.PodTemplate;
import dev.gyre.schemas.Command;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** When two templates are the same one: a mistake here either rolls out for nothing or not at all. */
class PodTemplateTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'spec':{'a':1,'b':2}}                      | {'spec':{'b':2,'a':1}}",
                "{'metadata':{'labels':{'a':'b'}}}           | {'metadata':{'creationTimestamp':null,'labels':{'a':'b'}}}",
                "{'metadata':{'labels':{'a':'b'}}}           | {'metadata':{'labels':{'a':'b','pod-template-hash':'x'}}}",
                "{'spec':{'containers':[{'name':'a'}]}}      | {'spec':{'containers':[{'name':'a','resources':{},'args':[]}]}}",
                "{'spec':{'containers':[{'env':[{'name':'A'}]}]}} | {'spec':{'containers':[{'env':[{'name':'A','value':''}]}]}}",
                "{'spec':{}}                                 | {'spec':{'securityContext':{},'hostNetwork':false}}",
            })
    void meansTheSame(String one, String other) {
        assertThat(template(one).isSameAs(template(other))).isTrue();
        assertThat(template(one).hash(0)).isEqualTo(template(other).hash(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'spec':{'containers':[{'image':'a:1'}]}}   | {'spec':{'containers':[{'image':'a:2'}]}}",
                "{'spec':{'containers':[{'name':'a'},{'name':'b'}]}} | {'spec':{'containers':[{'name':'b'},{'name':'a'}]}}",
                "{'spec':{'volumes':[{'name':'v'}]}}         | {'spec':{'volumes':[{'name':'v','emptyDir':{}}]}}",
                "{'spec':{}}                                 | {'spec':{'automountServiceAccountToken':false}}",
                "{'spec':{'terminationGracePeriodSeconds':30}} | {'spec':{'terminationGracePeriodSeconds':0}}",
                "{'metadata':{'annotations':{'a':'1'}}}      | {'metadata':{'annotations':{'a':'2'}}}",
            })
    void meansSomethingElse(String one, String other) {
        assertThat(template(one).isSameAs(template(other))).isFalse();
        assertThat(template(one).hash(0)).isNotEqualTo(template(other).hash(0));
    }

    @Test
    void itsPatchIsByteForByteWhatKubernetesTypesWrite() {
        PodTemplate template = template(
                "{'spec':{'hostNetwork':false,'automountServiceAccountToken':false,"
                        + "'containers':[{'name':'b','image':'b:1','tty':false,'command':['z','a']}]},'metadata':{'labels':{'b':'1','a':'2'}}}");
        assertThat(Json.MAPPER.writeValueAsString(template.asPatch()).replace('"', '\''))
                .isEqualTo("{'$patch':'replace','metadata':{'creationTimestamp':null,'labels':{'a':'2','b':'1'}},"
                        + "'spec':{'automountServiceAccountToken':false,"
                        + "'containers':[{'command':['z','a'],'image':'b:1','name':'b','resources':{}}]}}");
        assertThat(PodTemplate.of(template.asPatch().without("$patch")).isSameAs(template))
                .isTrue();
    }

    @Test
    void aCollisionGivesAnotherHash() {
        PodTemplate template = template("{'spec':{}}");
        assertThat(template.hash(1)).isNotEqualTo(template.hash(0)).isNotEqualTo(template.hash(2));
        assertThat(template.hash(0)).matches("[bcdfghjklmnpqrstvwxz2456789]{10}");
    }

    @Test
    void theReplicaSetOfATemplateIsRecognizedWhenTheGatewayHasFilledInItsDefaults() {
        Resource deployment = defaulted(Objects.resource("deployments.apps/default/web", 1, """
                {'apiVersion': 'apps/v1', 'kind': 'Deployment', 'spec': {
                 'selector': {'matchLabels': {'app': 'web'}},
                 'template': {'metadata': {'labels': {'app': 'web'}}, 'spec': {
                  'containers': [{'name': 'web', 'image': 'web', 'ports': [{'containerPort': 80}],
                   'readinessProbe': {'httpGet': {'port': 80}}}],
                  'volumes': [{'name': 'c', 'configMap': {'name': 'c'}}]}}}}
                """));
        var view = PersistentClusterView.of(1, deployment);
        Command.Create made = (Command.Create) new DeploymentReconciler()
                .reconcile(deployment.key(), view, NOW)
                .commands()
                .getFirst();
        ((ObjectNode) made.object().path("metadata")).put("uid", "uid-made");
        Resource replicaSet = defaulted(Resource.of(made.key(), 2, Json.readObject(Json.write(made.object()))));

        Fleet fleet = Fleet.of(
                Deployment.of(deployment),
                List.of(replicaSet),
                PersistentClusterView.of(2, deployment, replicaSet),
                NOW);

        assertThat(fleet.newest()).isNotNull();
        assertThat(fleet.newest().replicas()).isEqualTo(1);
        assertThat(fleet.newest().template().json().at("/spec/dnsPolicy").asString(""))
                .isNotEmpty();
    }

    private static Resource defaulted(Resource resource) {
        ObjectNode object = resource.copy();
        KubernetesKinds.registry()
                .of(resource.key())
                .storageVersion()
                .defaults()
                .apply(object);
        return Resource.of(resource.key(), resource.revision(), object);
    }

    private static PodTemplate template(String json) {
        return PodTemplate.of(Objects.json(json));
    }
}
