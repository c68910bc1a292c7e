package dev.gyre.gateway.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.ResourceKey;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionEnvironmentTest {

    private static final ExpressionEnvironment DYNAMIC = ExpressionEnvironment.ofDynamic(Set.of("object", "oldObject"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "object.spec.replicas <= 5",
                "object.spec.replicas < 5.5",
                "object.metadata.labels['app.kubernetes.io/name'] == 'web'",
                "has(object.metadata.labels) && !has(object.metadata.annotations)",
                "object.spec.containers.all(c, c.image.startsWith('registry/'))",
                "object.spec.containers.exists_one(c, c.name == 'web')",
                "object.spec.containers.map(c, c.name) == ['web', 'log']",
                "object.?spec.?missing.orValue(7) == 7",
                "object.spec.containers.map(c, c.name).join(',') == 'web,log'",
                "'Kubernetes'.lowerAscii().indexOf('net') == 5",
                "['a', 'b'].indexOf('b') == 1 && ['a', 'b', 'a'].lastIndexOf('a') == 2",
                "[1, 2, 3].sum() == 6 && [3, 1, 2].max() == 3 && [3, 1, 2].min() == 1",
                "[1, 2, 2].isSorted() && !['b', 'a'].isSorted()",
                "sets.contains([1, 2, 3], [2])",
                "'v1.33.2'.find('[0-9]+') == '1' && 'a1b22'.findAll('[0-9]+') == ['1', '22']",
                "'abc'.matches('b')",
                "url('https://user@example.com:80/a%20b?k=1&k=2').getHost() == 'example.com:80'",
                "url('https://[::1]:80/').getHostname() == '::1' && url('/x').getScheme() == ''",
                "url('https://example.com/?k=1&k=2').getQuery()['k'] == ['1', '2']",
                "isURL('https://example.com') && !isURL('../relative')",
                "quantity('1.5Gi').isGreaterThan(quantity('1G')) && quantity('500m').add(quantity('1')) == quantity('1.5')",
                "quantity('2k').asInteger() == 2000 && quantity('50k').sub(20).compareTo(quantity('1')) == 1",
                "isQuantity('1.3Gi') && !isQuantity('200K') || isQuantity('200k')",
                "ip('10.0.0.1').family() == 4 && ip('2001:db8::1').family() == 6 && ip('127.0.0.1').isLoopback()",
                "ip.isCanonical('2001:db8::abcd') && !ip.isCanonical('2001:DB8::ABCD')",
                "string(ip('2001:db8:0:0:0:0:0:1')) == '2001:db8::1'",
                "cidr('10.0.0.0/8').containsIP('10.1.2.3') && !cidr('10.0.0.0/8').containsIP(ip('11.0.0.1'))",
                "cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16') && cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8')",
                "cidr('192.168.0.0/24').prefixLength() == 24 && isCIDR('::/0') && !isCIDR('10.0.0.0/33')",
                "!format.dns1123Label().validate('web').hasValue() && format.dns1123Label().validate('Web').hasValue()",
                "format.named('uuid').value().validate('1').hasValue()",
                "'%s has %d, %.2f'.format(['web', 3, 2.5]) == 'web has 3, 2.50'",
                "timestamp('2026-01-01T00:00:00Z') + duration('1h') == timestamp('2026-01-01T01:00:00Z')",
                "object.spec.nothing == null",
                "size(object.spec.containers) == 2",
                "type(object.spec.replicas) == int"
            })
    void holds(String expression) throws Exception {
        assertThat(DYNAMIC.compileCondition(expression).isTrue(Map.of("object", object())))
                .isTrue();
    }

    private static Object object() {
        return CelValues.of(Json.readObject("""
                {"metadata": {"name": "web", "labels": {"app.kubernetes.io/name": "web"}},
                 "spec": {"replicas": 3, "nothing": null, "containers": [
                   {"name": "web", "image": "registry/web"}, {"name": "log", "image": "registry/log"}]}}
                """.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            object.spec.missing == 1      | no such key: missing
            quantity('many').sign() == 1  | quantit
            [].max() == 1                 | max called on empty list
            object.spec.replicas / 0 == 1 | division by zero
            """)
    void saysWhyItCannotBeEvaluated(String expression, String reason) throws Exception {
        Expression compiled = DYNAMIC.compileCondition(expression);
        assertThatExceptionOfType(ExpressionException.class)
                .isThrownBy(() -> compiled.isTrue(Map.of("object", object())))
                .withMessageContaining(reason);
    }

    @Test
    void refusesWhatDoesNotCompile() {
        assertThatExceptionOfType(ExpressionException.class)
                .isThrownBy(() -> DYNAMIC.compile("self.spec"))
                .withMessageContaining("undeclared reference to 'self'");
        assertThatExceptionOfType(ExpressionException.class)
                .isThrownBy(() -> DYNAMIC.compileCondition("1 + 1"))
                .withMessage("must evaluate to a bool");
        assertThatExceptionOfType(ExpressionException.class).isThrownBy(() -> DYNAMIC.compile("object.spec =="));
    }

    @Test
    void knowsWhichVariablesAreUsed() throws Exception {
        assertThat(DYNAMIC.compile("oldObject.spec == object.spec").uses("oldObject"))
                .isTrue();
        assertThat(DYNAMIC.compile("object.oldObject == 'oldObject'").uses("oldObject"))
                .isFalse();
    }

    @Test
    void boundsLoops() throws Exception {
        ExpressionEnvironment environment = ExpressionEnvironment.ofDynamic(Set.of("list"));
        Expression loops = environment.compileCondition("list.all(x, list.all(y, list.all(z, x + y + z >= 0)))");
        List<Long> list = java.util.stream.LongStream.range(0, 100).boxed().toList();
        assertThatExceptionOfType(ExpressionException.class)
                .isThrownBy(() -> loops.isTrue(Map.of("list", list)))
                .withMessageContaining("budget exceeded");
    }

    @Test
    void aSchemaTellsTheCompilerWhichFieldsThereAre() throws Exception {
        var deployments = KubernetesKinds.registry().of(ResourceKey.namespaced("apps", "deployments", "any", "any"));
        var schema = deployments.storageVersion().schema();
        SchemaTypes.Typed typed = SchemaTypes.of(schema);
        ExpressionEnvironment environment =
                ExpressionEnvironment.of(Map.of("self", typed.type()), typed.types(), List.of());
        assertThatExceptionOfType(ExpressionException.class)
                .isThrownBy(() -> environment.compile("self.spec.replica > 1"))
                .withMessageContaining("undefined field 'replica'");
        Expression rule = environment.compileCondition(
                "self.spec.replicas > 1 && self.metadata.creationTimestamp > timestamp('2025-01-01T00:00:00Z')");
        Object self = CelValues.of(Json.readObject("""
                        {"metadata": {"creationTimestamp": "2026-01-01T00:00:00Z"}, "spec": {"replicas": 2}}
                        """.getBytes(java.nio.charset.StandardCharsets.UTF_8)), schema);
        assertThat(rule.isTrue(Map.of("self", self))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "a-b,a__dash__b",
        "a.b/c,a__dot__b__slash__c",
        "namespace,__namespace__",
        "a__b,a__underscores__b",
        "x1,x1"
    })
    void fieldsHaveNamesThatCanBeWritten(String name, String escaped) {
        assertThat(SchemaTypes.escaped(name)).isEqualTo(escaped);
    }
}
