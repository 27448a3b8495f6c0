package valkka.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

@ExtendWith(UncaughtExceptionsTest.GivesContext.class)
class UncaughtExceptionsTest {
    private final Thread.UncaughtExceptionHandler ofAllTests = Thread.getDefaultUncaughtExceptionHandler();
    private final UncaughtExceptions extension = new UncaughtExceptions();

    static final class GivesContext implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == ExtensionContext.class;
        }

        @Override
        public ExtensionContext resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context;
        }
    }

    @BeforeEach
    void listen(ExtensionContext context) {
        extension.beforeAll(context);
    }

    @AfterEach
    void listenAsBefore() {
        Thread.setDefaultUncaughtExceptionHandler(ofAllTests);
    }

    private static void die(String name) throws InterruptedException {
        Thread dying = new Thread(
                () -> {
                    throw new IllegalStateException("caught by nobody");
                },
                name);
        dying.start();
        dying.join();
    }

    @Test
    void aTestFailsWhenThreadsDieOfAnException(ExtensionContext context) throws Exception {
        die("first");
        die("second");

        assertThatThrownBy(() -> extension.afterEach(context))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the thread 'first' died of an exception")
                .hasRootCauseMessage("caught by nobody")
                .satisfies(error -> assertThat(error.getSuppressed()).hasSize(1));
        assertThatCode(() -> extension.afterAll(context)).as("told once").doesNotThrowAnyException();
    }

    @Test
    void itIsRegisteredForAllTests() {
        assertThat(ofAllTests).isNotNull();
    }
}
