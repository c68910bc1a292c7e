package dev.gyre.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.resources.TestApi.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Volumes, claims, and the classes of storage, priority and runtimes: what may be, and what pods and claims get of them. */
class VolumeAndClassKindsTest {

    private static final String VOLUMES = "/api/v1/persistentvolumes";
    private static final String CLAIMS = "/api/v1/namespaces/default/persistentvolumeclaims";
    private static final String CLASSES = "/apis/storage.k8s.io/v1/storageclasses";
    private static final String PRIORITIES = "/apis/scheduling.k8s.io/v1/priorityclasses";
    private static final String RUNTIMES = "/apis/node.k8s.io/v1/runtimeclasses";
    private static final String POLICIES = "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies";
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final Map<String, String> MERGE = Map.of("content-type", "application/merge-patch+json");

    private final TestApi api = new TestApi();

    private static String object(String name, String spec) {
        return "{'metadata':{'name':'" + name + "'},'spec':{" + spec + "}}";
    }

    private static String volume(String more) {
        return object(
                "v", "'capacity':{'storage':'1Gi'},'accessModes':['ReadWriteOnce'],'hostPath':{'path':'/v'}" + more);
    }

    private static String claim(String name, String more) {
        return object(name, "'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}" + more);
    }

    private static String pod(String name, String more) {
        return object(name, "'containers':[{'name':'c','image':'i'}]" + more);
    }

    private Answer created(String path, String document) {
        Answer created = api.call("POST " + path, document);
        assertThat(created.code()).as(created.body().toString()).isEqualTo(201);
        return created;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    'hostPath':{'path':'/v'}                                     | spec.accessModes: Required value
                    'accessModes':['X'],'hostPath':{'path':'/v'}                 | spec.accessModes: Unsupported value: "X"
                    'accessModes':['ReadWriteOnce'],'hostPath':{'path':'/v'}     | spec.capacity: Required value
                    'accessModes':['ReadWriteOnce'],'capacity':{'cpu':'1'},'hostPath':{'path':'/v'} | spec.capacity: Unsupported value: "cpu": supported values: "storage"
                    'accessModes':['ReadWriteOnce'],'capacity':{'storage':'0'},'hostPath':{'path':'/v'} | spec.capacity[storage]: Invalid value: "0": must be greater than zero
                    'accessModes':['ReadWriteOnce'],'capacity':{'storage':'1'}   | spec: Required value: must specify a volume type
                    'accessModes':['ReadWriteOnce'],'capacity':{'storage':'1'},'hostPath':{'path':'/v'},'nfs':{'server':'a','path':'/'} | spec.nfs: Forbidden: may not specify more than 1 volume type
                    'accessModes':['ReadWriteOnce'],'capacity':{'storage':'1'},'local':{'path':'/v'} | spec.nodeAffinity: Required value: Local volume requires node affinity
                    'persistentVolumeReclaimPolicy':'X'                          | spec.persistentVolumeReclaimPolicy: Unsupported value: "X": supported values: "Delete", "Recycle", "Retain"
                    """)
    void aVolumeThatIsNoneIsRefused(String spec, String message) {
        Answer refused = api.call("POST " + VOLUMES, object("v", spec));
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message()).contains(message);
    }

    @Test
    void aVolumeStaysWhereItIs() {
        Answer created = created(VOLUMES, volume(""));
        assertThat(created.text("/spec/persistentVolumeReclaimPolicy")).isEqualTo("Retain");
        assertThat(created.text("/spec/hostPath/type")).isEmpty();
        assertThat(created.text("/metadata/finalizers/0")).isEqualTo("kubernetes.io/pv-protection");
        assertThat(api.call("PATCH " + VOLUMES + "/v", "{'spec':{'hostPath':{'path':'/w'}}}", MERGE)
                        .message())
                .contains(
                        "spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation");
        assertThat(api.call("PATCH " + VOLUMES + "/v", "{'spec':{'persistentVolumeReclaimPolicy':'Delete'}}", MERGE)
                        .code())
                .isEqualTo(200);
    }

    @Test
    void aClaimWantsSomething() {
        assertThat(api.call("POST " + CLAIMS, object("c", "'accessModes':[]")).message())
                .contains("spec.accessModes: Required value: at least 1 access mode is required")
                .contains("spec.resources.requests[storage]: Required value");
    }

    @Test
    void aClaimThatHasAVolumeMayOnlyGrow() {
        created(CLAIMS, claim("c", ",'storageClassName':'s'"));
        String path = "PATCH " + CLAIMS + "/c";
        String more = "{'spec':{'resources':{'requests':{'storage':'2Gi'}}}}";
        assertThat(api.call(path, more, MERGE).message()).contains("spec: Forbidden: spec is immutable after creation");
        assertThat(api.call(path, "{'spec':{'volumeName':'v'}}", MERGE).code()).isEqualTo(200);
        assertThat(api.call(path, more, MERGE).message())
                .isEqualTo("persistentvolumeclaims \"c\" is forbidden: only dynamically provisioned pvc can be resized"
                        + " and the storageclass that provisions the pvc must support resize");
        created(CLASSES, "{'metadata':{'name':'s'},'provisioner':'a.b/c','allowVolumeExpansion':true}");
        assertThat(api.call(path, more, MERGE).code()).isEqualTo(200);
        assertThat(api.call(path, more.replace("2Gi", "1Gi"), MERGE).message())
                .contains("spec.resources.requests.storage: Forbidden: field can not be less than status.capacity");
        assertThat(api.call(path, "{'spec':{'volumeName':'w'}}", MERGE).code()).isEqualTo(422);
    }

    @Test
    void aClaimThatNamesNoClassGetsTheYoungestDefault() {
        created(CLAIMS, claim("early", ""));
        String marked =
                "{'metadata':{'name':'%s','annotations':{'storageclass.kubernetes.io/is-default-class':'true'}},"
                        + "'provisioner':'a.b/c'}";
        created(CLASSES, marked.formatted("old"));
        api.pass(java.time.Duration.ofSeconds(5));
        Answer storageClass = created(CLASSES, marked.formatted("new"));
        assertThat(storageClass.text("/volumeBindingMode")).isEqualTo("Immediate");
        assertThat(created(CLAIMS, claim("late", "")).text("/spec/storageClassName"))
                .isEqualTo("new");
        assertThat(created(CLAIMS, claim("none", ",'storageClassName':''")).text("/spec/storageClassName"))
                .isEmpty();
        assertThat(api.call("GET " + CLAIMS + "/early").body().at("/spec").has("storageClassName"))
                .isFalse();
        assertThat(api.call("PATCH " + CLASSES + "/new", "{'provisioner':'x/y'}", MERGE)
                        .message())
                .contains("provisioner: Forbidden: updates to provisioner are forbidden.");
    }

    @Test
    void aPodsPriorityFollowsFromItsClass() {
        created(PRIORITIES, "{'metadata':{'name':'high'},'value':1000,'preemptionPolicy':'Never'}");
        Answer pod = created(PODS, pod("a", ",'priorityClassName':'high'"));
        assertThat(pod.body().at("/spec/priority").asInt()).isEqualTo(1000);
        assertThat(pod.text("/spec/preemptionPolicy")).isEqualTo("Never");
        assertThat(created(PODS, pod("b", "")).body().at("/spec/priority").asInt(-1))
                .isZero();
        created(PRIORITIES, "{'metadata':{'name':'usual'},'value':10,'globalDefault':true}");
        Answer usual = created(PODS, pod("c", ""));
        assertThat(usual.text("/spec/priorityClassName")).isEqualTo("usual");
        assertThat(usual.body().at("/spec/priority").asInt()).isEqualTo(10);
        Answer missing = api.call("POST " + PODS, pod("d", ",'priorityClassName':'x'"));
        assertThat(missing.code()).isEqualTo(403);
        assertThat(missing.message()).contains("no PriorityClass with name x was found");
        assertThat(api.call("POST " + PODS, pod("e", ",'priorityClassName':'high','priority':5"))
                        .message())
                .contains("the integer value of priority (5) must not be provided in pod spec; priority admission"
                        + " controller computed 1000 from the given PriorityClass name");
        assertThat(api.call("POST " + PRIORITIES, "{'metadata':{'name':'other'},'value':1,'globalDefault':true}")
                        .message())
                .contains("PriorityClass usual is already marked as default. Only one default can exist");
        assertThat(api.call("PATCH " + PRIORITIES + "/high", "{'value':1}", MERGE)
                        .message())
                .contains("value: Forbidden: may not be changed in an update.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    'p'            | 1000000001  | value: Forbidden: maximum allowed value of a user defined priority is 1000000000
                    'system-mine'  | 1           | priority class names with 'system-' prefix are reserved for system use only. error: system-mine is not a known system priority class
                    """)
    void theHighestPrioritiesAreTheSystems(String name, long value, String message) {
        Answer refused = api.call("POST " + PRIORITIES, "{'metadata':{'name':" + name + "},'value':" + value + "}");
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message()).contains(message);
    }

    @Test
    void aPodPaysForWhatRunsIt() {
        created(
                RUNTIMES,
                "{'metadata':{'name':'vm'},'handler':'kata','overhead':{'podFixed':{'cpu':'100m'}},"
                        + "'scheduling':{'nodeSelector':{'vm':'yes'},'tolerations':[{'key':'vm','operator':'Exists'}]}}");
        Answer pod = created(PODS, pod("a", ",'runtimeClassName':'vm'"));
        assertThat(pod.text("/spec/overhead/cpu")).isEqualTo("100m");
        assertThat(pod.text("/spec/nodeSelector/vm")).isEqualTo("yes");
        assertThat(pod.text("/spec/tolerations/0/key")).isEqualTo("vm");
        assertThat(api.call("POST " + PODS, pod("b", ",'runtimeClassName':'x'")).message())
                .contains("pod rejected: RuntimeClass \"x\" not found");
        assertThat(api.call("POST " + PODS, pod("c", ",'overhead':{'cpu':'1'}")).message())
                .contains("pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
        assertThat(api.call("POST " + PODS, pod("d", ",'runtimeClassName':'vm','nodeSelector':{'vm':'no'}"))
                        .message())
                .contains("conflict: runtimeClass.Scheduling.NodeSelector[vm] = yes; pod.Spec.NodeSelector[vm] = no");
        assertThat(api.call("PATCH " + RUNTIMES + "/vm", "{'handler':'runc'}", MERGE)
                        .message())
                .contains("handler: Invalid value: \"runc\": field is immutable");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    'policyTypes':['X']                                        | spec.policyTypes[0]: Unsupported value: "X": supported values: "Egress", "Ingress"
                    'ingress':[{'from':[{}]}]                                  | spec.ingress[0].from[0]: Required value: must specify a peer
                    'ingress':[{'ports':[{'port':0}]}]                         | spec.ingress[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive
                    'egress':[{'ports':[{'port':5,'endPort':4}]}]              | spec.egress[0].ports[0].endPort: Invalid value: 4: must be greater than or equal to `port`
                    'egress':[{'to':[{'ipBlock':{'cidr':'10.0.0/8'}}]}]        | spec.egress[0].to[0].ipBlock.cidr: Invalid value: "10.0.0/8"
                    'egress':[{'to':[{'ipBlock':{'cidr':'10.0.0.0/8','except':['11.0.0.0/16']}}]}] | spec.egress[0].to[0].ipBlock.except[0]: Invalid value: "11.0.0.0/16": must be a strict subset of `cidr`
                    """)
    void aPolicyThatMeansNothingIsRefused(String fields, String message) {
        Answer refused = api.call("POST " + POLICIES, object("p", "'podSelector':{}," + fields));
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message()).contains(message);
    }

    @Test
    void aPolicyIsAboutWhatItHasRulesFor() {
        Answer policy = created(
                POLICIES,
                object(
                        "p",
                        "'podSelector':{},'egress':[{'ports':[{'port':53}],"
                                + "'to':[{'ipBlock':{'cidr':'10.0.0.0/8','except':['10.1.0.0/16']}}]}]"));
        assertThat(policy.body().at("/spec/policyTypes").toString()).isEqualTo("[\"Ingress\",\"Egress\"]");
        assertThat(policy.text("/spec/egress/0/ports/0/protocol")).isEqualTo("TCP");
        assertThat(api.call("GET /apis/extensions/v1beta1/namespaces/default/networkpolicies/p")
                        .text("/apiVersion"))
                .isEqualTo("extensions/v1beta1");
    }
}
