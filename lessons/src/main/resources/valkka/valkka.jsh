// What ./valkka shell imports, besides JShell's own defaults.
import java.time.*;
import valkka.frame.*;
import valkka.filter.*;
import valkka.fs.*;
import valkka.live.*;
import static valkka.fs.Bytes.*;
