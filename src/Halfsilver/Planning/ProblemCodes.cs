namespace Halfsilver.Planning;

/// <summary>Stable codes of plan problems, in one place so that no number is used twice.</summary>
internal static class ProblemCodes
{
    /// <summary>A name is empty or holds bytes that labels and pages cannot show.</summary>
    public const string BadName = "HS0101";

    /// <summary>A name is used twice.</summary>
    public const string DuplicateName = "HS0102";

    /// <summary>A <c>host:port</c> to listen on cannot be read, or two listeners ask for the same.</summary>
    public const string BadListen = "HS0103";

    /// <summary>A host or port of an upstream cannot be dialled.</summary>
    public const string BadAddress = "HS0104";

    /// <summary>No entry point has this name.</summary>
    public const string UnknownEntryPoint = "HS0105";

    /// <summary>No such port, or a service has several and none is named.</summary>
    public const string BadPort = "HS0106";

    /// <summary>No service has this name.</summary>
    public const string UnknownService = "HS0107";

    /// <summary>Services refer to each other in a circle.</summary>
    public const string ServiceCycle = "HS0108";

    /// <summary>Every weight is 0, or there is nothing to choose from.</summary>
    public const string NoWeight = "HS0109";

    /// <summary>The service speaks no HTTP and cannot be routed to.</summary>
    public const string NotRoutable = "HS0110";

    /// <summary>A field name or value cannot stand in a head.</summary>
    public const string BadField = "HS0111";

    /// <summary>A status is none that this place may send.</summary>
    public const string BadStatus = "HS0112";

    /// <summary>A number or time lies outside its range.</summary>
    public const string OutOfRange = "HS0113";

    /// <summary>Something that is not built yet.</summary>
    public const string NotYet = "HS0114";

    /// <summary>Copies would come back to a listener of this gateway.</summary>
    public const string MirrorsItself = "HS0115";

    /// <summary>The admin side would be open to others without a word that this is meant.</summary>
    public const string OpenAdmin = "HS0116";

    /// <summary>A word is none of those allowed here.</summary>
    public const string BadWord = "HS0117";

    /// <summary>A certificate or its key cannot be read, or they do not belong together.</summary>
    public const string BadCertificate = "HS0118";

    /// <summary>Who may come in at the admin side is not said in a way that can be kept to.</summary>
    public const string BadAccess = "HS0119";

    /// <summary>A host in a rule or rewrite is no host.</summary>
    public const string BadHost = "HS0120";

    /// <summary>A path or prefix in a rule or rewrite is no path.</summary>
    public const string BadPath = "HS0121";

    /// <summary>A path template cannot be read.</summary>
    public const string BadTemplate = "HS0122";

    /// <summary>A regular expression cannot be read, or would not run in linear time.</summary>
    public const string BadRegex = "HS0123";

    /// <summary>A network in CIDR notation cannot be read.</summary>
    public const string BadNetwork = "HS0124";

    /// <summary>A method is no token, or none is named.</summary>
    public const string BadMethod = "HS0125";

    /// <summary>A test of a header or query value can never hold.</summary>
    public const string BadTest = "HS0126";

    /// <summary>A rule has no parts.</summary>
    public const string EmptyRule = "HS0127";

    /// <summary>Two routes rank equal and can match the same request.</summary>
    public const string RouteTie = "HS0128";

    /// <summary>A media type is none.</summary>
    public const string BadMediaType = "HS0129";

    /// <summary>An address that this gateway does not dial.</summary>
    public const string ForbiddenAddress = "HS0130";

    /// <summary>TLS to an upstream that does not go with the protocol, or whose files cannot be used.</summary>
    public const string BadTls = "HS0131";

    /// <summary>A baseline names no candidate, or one that there is not.</summary>
    public const string BadCandidate = "HS0140";

    /// <summary>The key of sticky sampling is none, or a baseline has a sampling of its own.</summary>
    public const string BadSampling = "HS0141";

    /// <summary>What stands in place of a match, or a template of a path, names something that there is not.</summary>
    public const string BadReplacement = "HS0142";

    /// <summary>Mirrors of mirrors ask for too many copies of one request.</summary>
    public const string TooManyCopies = "HS0143";

    /// <summary>A fan-out has no calls, or one that cannot be made or read so.</summary>
    public const string BadFanOut = "HS0150";

    /// <summary>A failover leads to something that cannot stand behind one.</summary>
    public const string BadFailover = "HS0151";
}
